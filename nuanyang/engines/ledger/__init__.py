"""Reads a station's ledger of stays, as stations keep it in spreadsheets, into rows.

`reader.read_workbook` gives a `model.Workbook`; `keys.keyed` gives each row its key;
`marking.mark_errors` writes a
copy of the workbook in which every refused cell is marked. Pure: no database, no clock.
"""
