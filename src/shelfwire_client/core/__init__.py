"""What every client does: calls, their tries, answers and pages. Only `http` does input or output, and only when first used."""
