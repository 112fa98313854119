"""What people look at: dashboard, workbook, docs, report, and the tables of a terminal.

In: an audited database, or a release, and nothing else. Out: files of a release (dashboard.html,
leadmart.xlsx, docs/index.html), a message with its page, and lines for whoever asked.
"""
