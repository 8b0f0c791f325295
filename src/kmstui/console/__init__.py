"""What the console does, without Textual: queries, forms, wording and code previews."""
