device-title = Gerät anmelden
device-heading = Gerät anmelden
device-text = Ein Fernseher, ein Terminal oder ein anderes Gerät zeigt Ihnen einen Code. Geben Sie ihn hier ein.
device-code = Code auf Ihrem Gerät
device-code-hint = Acht Buchstaben, etwa WDJB-MJHT.
device-continue = Weiter
device-unknown = Auf diesen Code wartet kein Gerät. Vergleichen Sie ihn mit dem auf Ihrem Gerät; nach zehn Minuten zeigt es einen neuen.
device-slow-down =
    { $seconds ->
        [one] Mehrere Codes passten nicht. Bitte warten Sie { $seconds } Sekunde bis zum nächsten.
       *[other] Mehrere Codes passten nicht. Bitte warten Sie { $seconds } Sekunden bis zum nächsten.
    }
device-question = Auf Ihrem Gerät bei { $application } anmelden?
device-compare = Ihr Gerät muss genau diesen Code zeigen:
device-warning = Machen Sie nur weiter, wenn Sie dies selbst begonnen und das Gerät vor sich haben. Hat Ihnen jemand den Code geschickt, erlauben Sie es nicht: Sonst ist diese Person unter Ihrem Namen angemeldet.
device-allow = Erlauben
device-deny = Nicht erlauben
device-allowed-heading = Ihr Gerät ist angemeldet
device-allowed-text = Dort geht es in wenigen Sekunden mit { $application } weiter. Sie können dieses Fenster schließen.
device-denied-heading = Nicht angemeldet
device-denied-text = { $application } weiß nun, dass Sie es nicht erlauben. Mitgeteilt wurde nichts.
device-done-on = Meine Anwendungen
