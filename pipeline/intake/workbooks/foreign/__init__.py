"""Turns what is no .xlsx (.xls, .xlsb, .ods, web pages, XML tables, text) into sheets of cells."""
