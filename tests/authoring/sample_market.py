"""The market of the invented bank: our products, what rivals were heard to ask, LPR fixings and target groups."""

from __future__ import annotations

from datetime import date

from authoring.sample_books import Shown, Wrong

# product, for whom, from, to (万元), months, quote, method, upfront, costs borne by, days used, threshold, security, days to money, note
OUR_PRODUCTS = (
    ("商户经营贷", "个体工商户", 5, 100, 36, "年利率5.28%", "等额本息", None, None, None, "执照满1年，市场内经营", "信用", 4, "主力产品"),
    ("快抵贷", "有房商户", 20, 300, 60, "LPR+110BP", "先息后本", "评估费600元", "银行", None, "房产可抵押，执照满1年", "房产抵押", 7, None),
    ("结算流水贷", "收单商户", 3, 50, 12, "年利率4.95%起", "等额本金", None, None, None, "我行收单满6个月", "信用", 2, "流水越大价格越低"),
    ("循环易贷", "批发商户", 5, 80, 12, "日息万1.5", "随借随还", None, None, 120, "存量客户或协会会员", "信用", 1, "随借随还，按日计息"),
    ("惠农贷", "涉农经营户", 3, 50, 24, "年息4.8%", "按季付息到期还本", None, None, None, "种养或涉农流通满2年", "保证", 5, None),
    ("新市民创业贷", "新市民", 1, 20, 24, "月息4.2厘", "等额本息", None, None, None, "创业满6个月，居住证", "信用", 3, "可叠加财政贴息"),
)  # fmt: skip
OUR_HEADERS = ("产品名称", "适用客群", "额度下限(万元)", "额度上限(万元)", "期限(月)", "利率报价", "还款方式", "一次性费用", "费用承担方",
               "用款天数", "准入门槛", "担保方式", "放款时效(工作日)", "备注")  # fmt: skip

SURVEY_HEADERS = (
    "调研编号", "日期", "调研人", "来源", "可信度", "同业机构", "机构类型", "产品名称", "适用客群", "额度下限", "额度上限", "期限",
    "报价原文", "报价口径", "还款方式", "用款天数", "一次性费用", "周期性费用", "费用承担方", "准入门槛", "担保方式", "材料",
    "放款时效", "提前还款", "循环/续贷", "营销策略", "优势", "劣势", "我行对策", "有效期至", "附件",
)  # fmt: skip
_PAPERS, _FREE = "身份证、执照、流水", "无违约金"


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _quote(
    number: int, day: str, who: str, source: str, trust: str, bank: str, kind: str, product: str, group: str, low: float, high: float,
    months: int, quote: object, method: object, *, basis: str | None = None, used: int | None = None, upfront: str | None = None,
    periodic: str | None = None, bearer: str | None = None, threshold: str = "执照满1年", security: str = "信用", days: float = 3,
    early: str = _FREE, again: str = "到期重审", selling: str = "商圈地推", strong: str = "", weak: str = "", answer: str = "",
    until: str | None = None,
) -> tuple[object, ...]:  # fmt: skip
    return (
        f"TY2026-{number:03d}", _day(day), who, source, trust, bank, kind, product, group, low, high, months, quote, basis, method, used,
        upfront, periodic, bearer, threshold, security, _PAPERS, days, early, again, selling, strong, weak, answer,
        _day(until) if until else None, None,
    )  # fmt: skip


QUOTES = (
    _quote(1, "2026-11-12", "沈若兰", "官网", "A", "江城大行普惠部", "国有大行", "惠商快贷", "个体工商户", 5, 300, 36, "年利率4.35%", "等额本息",
           strong="价格低、品牌强", weak="须连续两年纳税", answer="抢纳税记录不足的商户，主打上门办理", until="2027-01-31"),
    _quote(2, "2026-11-10", "林书航", "客户转述", "B", "长河银行", "股份制银行", "流水贷", "收单商户", 5, 100, 12, "435BP", "先息后本",
           strong="线上秒批", weak="额度常被压低", answer="到期前30天谈好我行循环额度", until="2026-12-31"),
    _quote(3, "2026-10-10", "罗文博", "网点海报", "A", "江城农商银行", "农商行", "惠商贷", "市场商户", 3, 100, 24, "LPR+85BP", "等额本息",
           strong="网点多、熟人多", weak="放款慢", answer="承诺4个工作日放款，写进服务卡", days=8, until="2026-11-25"),
    _quote(4, "2026-11-17", "方一鸣", "客户合同", "A", "江畔网商银行", "互联网银行", "随心贷", "电商及门店", 0.5, 50, 12, "月息6厘", "先息后本",
           days=0.1, strong="当场到账", weak="次年常被收回", answer="同口径对比年化7%以上，算给客户看", until="2026-12-20"),
    _quote(5, "2026-11-05", "丁浩然", "传单", "C", "恒信小额贷款公司", "小贷公司", "急用贷", "不限", 1, 20, 12, "月息1分", "等额本息",
           days=0.5, strong="不看征信", weak="价格高一倍", answer="提示总成本，引导先做征信修复"),
    _quote(6, "2026-09-22", "江海涛", "客户转述", "B", "临江村镇银行", "村镇银行", "渔家乐贷", "水产商户", 3, 30, 12, "年息6厘", "按季付息到期还本",
           strong="懂水产行业", weak="额度上限低", answer="冷库抵押加信用组合", until="2026-12-31"),
    _quote(7, "2026-11-16", "苏梦洁", "手机银行", "A", "汇通消费金融", "消费金融", "商户随借", "个体工商户", 0.2, 20, 12, "日息万二", "随借随还",
           basis="按360天", used=90, days=0.1, strong="随用随还", weak="额度小", answer="循环易贷日息更低，现场演示还款"),
    _quote(8, "2026-10-28", "郝志远", "展业资料", "B", "科创银行江城分行", "城商行", "园区贷", "园区小厂", 10, 200, 36, "日利率2.5‱", "先息后本",
           basis="按365天", strong="园区驻点", weak="只做入园企业", answer="联合园区物业做开票数据初筛", until="2026-12-31"),
    _quote(9, "2026-11-03", "贺建平", "客户转述", "B", "西关信用合作银行", "农商行", "富民贷", "农贸商户", 2, 50, 24, "3.95%-5.2%", "等额本金",
           strong="本地人脉", weak="要两名担保人", answer="单户信用、免担保", until="2026-12-31"),
    _quote(10, "2026-11-18", "顾明远", "官网", "A", "大江银行", "股份制银行", "经营快贷", "有房商户", 20, 500, 60, "3.2%起", "先息后本",
           security="房产抵押", strong="价格最低", weak="评估折扣大、门槛高", answer="存量优质户提前谈快抵贷", until="2027-03-31", days=7),
    _quote(11, "2026-11-11", "邹凯", "客户合同", "A", "恒信小额贷款公司", "小贷公司", "生意贷", "门店商户", 1, 30, 12, "月费率0.60%", "等本等息",
           days=1, strong="当天放款", weak="实际成本高一倍", answer="出示同口径对比表：月费率0.60%实为年化13%"),
    _quote(12, "2026-07-21", "严松", "传单", "C", "易达分期", "消费金融", "设备分期", "餐饮门店", 1, 15, 12, "月费率0.30%", "等本等息",
           strong="与设备商捆绑", weak="只能买指定设备", answer="与设备商谈我行分期"),
    _quote(13, "2026-10-22", "曹雨薇", "网点海报", "A", "江城商业银行", "城商行", "稳企贷", "纺织商户", 10, 100, 12, "年利率4%", "先息后本",
           upfront="1%", bearer="借款人", strong="名义利率低", weak="收1%服务费", answer="按到账金额算，把费用讲明白", until="2026-12-31"),
    _quote(14, "2026-11-09", "尹晓雯", "客户合同", "A", "临江村镇银行", "村镇银行", "小微快贷", "老街商户", 3, 50, 12, "4.5%", "等额本息",
           upfront="1.5%", bearer="借款人", strong="审批快、就地放款", weak="手续费高", answer="逐项列费用，比总成本"),
    _quote(15, "2026-08-03", "段志鹏", "客户转述", "C", "江城农商银行", "农商行", "短期周转贷", "果蔬商户", 3, 30, 12, "年利率6%", "到期一次还本付息",
           strong="平时不用还", weak="到期压力大", answer="按旺季回款设计还款日"),
    _quote(16, "2026-11-13", "姚思远", "传单", "C", "城西担保典当行", "其他", "周转贷", "不限", 1, 10, 3, Wrong("5厘", "bare-li"), "先息后本",
           strong="快", weak="口径说不清", answer="请客户问清按月还是按年"),
    _quote(17, "2026-10-30", "石磊", "客户转述", "C", "汽配城互助社", "其他", "会员贷", "协会会员", 1, 20, 12, Wrong("3.85", "bare-number"), "等额本息",
           strong="会员互信", weak="没有合同文本", answer="与协会谈批量授信"),
    _quote(18, "2026-11-04", "宋雅琴", "电话询问", "B", "大江银行", "股份制银行", "税票贷", "园区小厂", 5, 100, 12, "年利率3.8%",
           Wrong(None, "no-method"), strong="看税票", weak="开票少的过不了", answer="用结算流水补位"),
)  # fmt: skip

# The branch's own sheet: other header words, and a column that only this branch keeps.
OWN_HEADERS = ("调研编号", "日期", "采集人", "信息来源", "同业名称", "同业类型", "产品", "期限(月)", "利率报价", "还款方式", "最高额度",
               "放款时效(工作日)", "宣传物料", "我行对策")  # fmt: skip
OWN_QUOTES = (
    ("CX-01", _day("2026-11-15"), "罗文博", "市场走访", "江城大行普惠部", "国有大行", "商户e贷", 12, "1Y LPR-20BP", "先息后本", 200, 5, "易拉宝、扇子", "盯住名单内商户，提前锁续贷"),
    ("CX-02", _day("2026-11-15"), "罗文博", "市场走访", "西关信用合作银行", "农商行", "夜市贷", 24, "月息5厘", "等额本金", 20, 4, "夜市灯箱", "一起参加夜市商户会"),
    ("CX-03", _day("2026-06-18"), "石磊", "朋友圈广告", "江畔网商银行", "互联网银行", "汽配专享", 12, "日息万1.8", "先息后本", 30, 0.5, "转发红包", "同口径对比表发商户群"),
)  # fmt: skip

# Fixings of the sample; real ones are entered by the bank.
LPR = tuple(
    (_day(day), tenor, Shown(rate, "0.00%"))
    for day in ("2026-06-22", "2026-07-20", "2026-08-20", "2026-09-21", "2026-10-20", "2026-11-20")
    for tenor, rate in (("1年期", 0.03), ("5年期以上", 0.035))
)

# branch, market, households, source, its date
TARGET_GROUPS = (
    ("城东支行", "东门建材市场商户", 420, "市场管理处名册", "2026-09-30"),
    ("城东支行", "城东餐饮街商户", 310, "街道商户登记", "2026-10-15"),
    ("城东支行", "东郊物流园司机", 520, "物流园车辆备案", "2026-08-31"),
    ("城西支行", "纺织城商户", 560, "纺织城物业名册", "2026-09-30"),
    ("城西支行", "西关农贸市场商户", 240, "市场办摸底", "2026-10-20"),
    ("城西支行", "西城汽配城商户", 280, "汽配协会会员册", "2026-10-31"),
    ("高新支行", "科创产业园小厂", 350, "园区管委会", "2026-09-15"),
    ("高新支行", "大学城商圈商户", 460, "街道商户登记", "2026-10-15"),
    ("高新支行", "高新五金机电城商户", 230, "机电城物业名册", "2026-09-30"),
    ("临江支行", "临江水产市场摊主", 260, "市场摊位台账", "2026-10-31"),
    ("临江支行", "码头老街商圈商户", 180, "社区摸底", "2026-09-30"),
    ("临江支行", "沿江果蔬批发商户", 210, "批发市场名册", "2026-10-31"),
)  # fmt: skip


def group_of(market: str) -> str:
    """The target group of a market's customers."""
    return next(group for _, group, *_ in TARGET_GROUPS if group.startswith(market) or market in group or group[:4] == market[:4])
