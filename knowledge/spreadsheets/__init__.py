"""Knowledge as spreadsheets (XLSX, CSV): export, reading, and the preview of an import.

Nothing here knows the database: the caller brings what is in force and writes what a preview lets through.
"""
