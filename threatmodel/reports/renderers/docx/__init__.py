"""Reports as documents of Word (DOCX)."""
