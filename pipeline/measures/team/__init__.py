"""What a team does together: who shares what, festivals and fixed days, campaigns, visit days and outings."""
