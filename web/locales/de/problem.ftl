problem-code = Zeigen Sie der Verwaltung diesen Code:
problem-way-on = Zu meinen Anwendungen
problem-back = Zurück zur Anwendung

problem-generic-title = Das hat nicht geklappt
problem-generic-text = Etwas hat diesen Schritt aufgehalten, und an Ihnen lag es nicht.
problem-generic-do = Gehen Sie zurück zur Anwendung und beginnen Sie neu. Wenn es wieder geschieht, fragen Sie die Verwaltung.

problem-unknown-client-title = Diese Anwendung ist hier nicht bekannt
problem-unknown-client-text = Sie kommen von einer Anwendung, die niemand eingetragen hat oder die entfernt wurde.
problem-unknown-client-do = Bitten Sie die Verwaltung der Anwendung, ihre Client-ID mit der hier unter „Anwendungen“ zu vergleichen.
problem-client-disabled-title = Diese Anwendung ist abgeschaltet
problem-client-disabled-text = Die Verwaltung hat die Anmeldung dort vorerst gesperrt.
problem-client-disabled-do = Fragen Sie die Verwaltung, wann es weitergeht.
problem-user-disabled-title = Ihr Konto ist abgeschaltet
problem-user-disabled-text = Name und Passwort stimmen, aber die Verwaltung hat dieses Konto gesperrt.
problem-user-disabled-do = Bitten Sie die Verwaltung, es wieder freizugeben.
problem-no-verified-email-title = Ihre E-Mail-Adresse ist nicht bestätigt
problem-no-verified-email-text = Diese Anwendung nimmt nur Personen auf, für deren E-Mail-Adresse sich jemand verbürgt hat. Ihre fehlt oder ist unbestätigt.
problem-no-verified-email-do = Bitten Sie die Verwaltung, Ihre Adresse einzutragen oder zu bestätigen.
problem-faulty-parameters-title = Die Anwendung hat falsch gefragt
problem-faulty-parameters-text = Ihre Anfrage ist nicht lesbar, deshalb gibt es kein Ziel für eine Antwort.
problem-faulty-parameters-do = Geben Sie der Administration der Anwendung die Zeile hierunter weiter.
problem-other-browser-title = Diese Anmeldung begann in einem anderen Browser
problem-other-browser-text = Zu Ihrer Sicherheit lässt sie sich nur dort beenden, wo sie begann, und nur mit erlaubten Cookies.
problem-other-browser-do = Gehen Sie zur Anwendung zurück und drücken Sie deren Anmeldeknopf in diesem Browser.
problem-request-unknown-title = Diese Anmeldung ist vorbei
problem-request-unknown-text = Sie wurde in einem anderen Fenster beendet, begann in einem anderen Browser oder lag länger als eine Stunde.
problem-request-unknown-do = Gehen Sie zurück zur Anwendung und drücken Sie dort noch einmal auf „Anmelden“.
problem-form-expired-title = Diese Seite war zu lange offen
problem-form-expired-text = Es wurde nichts geändert. Zu Ihrer Sicherheit gilt ein Formular nur von einer frischen Seite.
problem-form-expired-do = Gehen Sie zurück, laden Sie die Seite neu und wiederholen Sie den Schritt.
problem-invalid-form-title = Dieses Formular war nicht lesbar
problem-invalid-form-text = Etwas fehlte oder passte nicht, deshalb wurde nichts geändert.
problem-invalid-form-do = Gehen Sie zurück, laden Sie die Seite neu und wiederholen Sie Ihre Eingabe.
problem-method-not-allowed-title = So geht es nicht
problem-method-not-allowed-text = Unter dieser Adresse gibt es etwas, aber es lässt sich so nicht öffnen.
problem-method-not-allowed-do = Beginnen Sie bei Ihren Anwendungen oder auf der Seite davor.
problem-not-found-title = Hier ist nichts
problem-not-found-text = Die Adresse ist vielleicht alt oder vertippt.
problem-not-found-do = Prüfen Sie die Adresse oder beginnen Sie bei Ihren Anwendungen.
problem-not-admin-title = Dieser Teil gehört der Verwaltung
problem-not-admin-text = Sie sind angemeldet, aber Ihr Konto darf die Verwaltung nicht öffnen.
problem-not-admin-do = Wenn Sie das für Ihre Arbeit brauchen, fragen Sie die Verwaltung.
problem-busy-title = Gerade ist viel los
problem-busy-text = Es melden sich mehr Menschen an, als gleichzeitig möglich ist. Verloren geht nichts.
problem-busy-do = Warten Sie ein paar Sekunden und laden Sie die Seite neu.
problem-too-many-requests-title = Etwas zu schnell
problem-too-many-requests-text = Aus Ihrem Netz kamen in kurzer Zeit viele Anfragen.
problem-too-many-requests-do = Warten Sie eine Minute und versuchen Sie es noch einmal.
problem-setup-done-title = Schon eingerichtet
problem-setup-done-text = Das erste Verwaltungskonto gibt es schon; dieser Link hat seine Arbeit getan.
problem-setup-done-do = Melden Sie sich einfach an.
problem-setup-link-title = Dieser Einrichtungslink passt nicht
problem-setup-link-text = Er ist unvollständig, oder der Server wurde neu gestartet und hat einen neuen ausgegeben.
problem-setup-link-do = Nehmen Sie den neuesten Link aus der Ausgabe des Servers.
problem-internal-title = Bei uns ist etwas kaputtgegangen
problem-internal-text = An Ihnen lag es nicht, und es ist festgehalten.
problem-internal-do = Versuchen Sie es in einer Minute wieder. Wenn es bleibt, zeigen Sie der Verwaltung den Code unten.

problem-redirect-title = Der Rückweg ist nicht eingetragen
problem-redirect-text = Sie kommen mit einer Adresse, die für { $application } nicht eingetragen ist. Bitten Sie die Verwaltung dort, diese beiden Zeilen zu vergleichen:
problem-redirect-do = Berichtigen Sie die Adresse in der Anwendung, oder tragen Sie sie hier bei der Anwendung ein. In Rocket.Chat ergibt sie sich aus der Site URL und dem Namen des Custom-OAuth-Dienstes.
redirect-none-received = { $application } hat nicht gesagt, wohin es zurückgeht. Bitten Sie die Verwaltung dort, eine dieser Adressen als redirect_uri zu senden:
redirect-received = Empfangen
redirect-registered = Eingetragen
redirect-nothing = hier nichts
redirect-none-registered = Für diese Anwendung ist noch nichts eingetragen.
redirect-also = Ebenfalls eingetragen:
redirect-differs-scheme = Sie unterscheiden sich gleich am Anfang: http und https sind nicht dasselbe.
redirect-differs-host = Sie unterscheiden sich im Rechnernamen oder im Port.
redirect-differs-path = Sie unterscheiden sich im Pfad. Großbuchstaben und ein Schrägstrich am Ende zählen mit.
redirect-differs-query = Sie unterscheiden sich hinter dem Fragezeichen.

problem-not-allowed-title = Diese Tür ist für Sie nicht offen
problem-not-allowed-text = Sie haben keinen Zutritt zu { $application }. Ihre Anmeldung stimmt; die Anwendung ist nur für bestimmte Personen offen.
problem-not-allowed-groups =
    { $count ->
        [one] Zutritt hat diese Gruppe:
       *[other] Zutritt haben diese Gruppen:
    }
problem-not-allowed-do = Wenn Sie dazugehören sollten, fragen Sie die Verwaltung.

problem-too-slow-title = Das hat etwas zu lange gedauert
problem-too-slow-text = { $application } wartet nicht mehr auf diese Anmeldung. Verloren ist nichts.
