"""Documents: a record as a printed form, PDF by Typst or docx from an official template.

Pure: data in, bytes out, the same data the same bytes. What a document says is the business of the app that
issues it; how it looks on A4 is decided here.
"""
