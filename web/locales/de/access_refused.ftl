# Warum die Regeln einer Anwendung jemanden draußen halten, und was zu tun ist.
problem-why-member = Mitglieder dieser Gruppe bleiben draußen:
problem-why-people = Nur einzeln benannte Personen dürfen hinein.
problem-why-excluded = Sie wurden ausdrücklich ausgenommen.
problem-why-network = Der Zugang ist nur aus bestimmten Netzen möglich, etwa dem der Arbeitsstelle. Verbinden Sie sich damit und versuchen Sie es erneut.
problem-why-hours = Der Zugang ist nur zu bestimmten Zeiten möglich. Kommen Sie später wieder.
problem-why-factor = Die Anwendung verlangt eine stärkere Anmeldung als Ihre. Richten Sie in Ihrem Konto einen Passkey oder einen zweiten Faktor ein, melden Sie sich damit an und versuchen Sie es erneut.
problem-why-closed = Zurzeit darf niemand hinein.
