logged-out-onward = Ihre Anwendungen werden abgemeldet, dann geht es weiter.
logged-out-frame = Eine Anwendung wird abgemeldet
