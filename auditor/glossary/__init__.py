"""What editors keep: concepts with their terms, matched whatever their inflection, exchanged, and never lost."""
