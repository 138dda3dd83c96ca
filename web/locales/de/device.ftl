device-title = Gerät anmelden
device-heading = Gerät anmelden
device-text = Ein Fernseher, ein Terminal oder ein anderes Gerät zeigt Ihnen einen Code. Geben Sie ihn hier ein.
device-code = Code auf Ihrem Gerät
device-continue = Weiter
device-unknown = Auf diesen Code wartet kein Gerät. Vergleichen Sie ihn mit den acht Buchstaben, die Ihr Gerät zeigt; nach zehn Minuten zeigt es neue.
device-slow-down =
    { $seconds ->
        [one] Mehrere Codes passten nicht. Bitte warten Sie { $seconds } Sekunde bis zum nächsten.
       *[other] Mehrere Codes passten nicht. Bitte warten Sie { $seconds } Sekunden bis zum nächsten.
    }
device-question = Auf Ihrem Gerät bei { $application } anmelden?
device-compare = Ihr Gerät muss genau diesen Code zeigen:
device-warning = Machen Sie nur weiter, wenn Sie das Gerät vor sich haben und dies selbst begonnen haben. Hat Ihnen jemand den Code oder einen Link geschickt? Dann erlauben Sie es nicht: Diese Person wäre unter Ihrem Namen angemeldet.
device-allow = Erlauben
device-deny = Nicht erlauben
device-allowed-heading = Ihr Gerät ist angemeldet
device-allowed-text = Dort geht es in wenigen Sekunden mit { $application } weiter. Sie können dieses Fenster schließen.
device-denied-heading = Nicht angemeldet
device-denied-text = { $application } weiß nun, dass Sie es nicht erlauben. Mitgeteilt wurde nichts.
device-done-on = Meine Anwendungen
