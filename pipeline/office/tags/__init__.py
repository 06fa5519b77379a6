"""The tag language: what people type between braces → code that writes it."""
