setup-title = Willkommen bei Gantry
setup-lead = Sie sind hier die erste Person. Wer kümmert sich künftig um alles?
setup-stages = Zwei Schritte
setup-stage-you = Sie
setup-stage-rocketchat = Ihr Rocket.Chat
setup-username-hint = Kurz, ohne Leerzeichen. Im Chat steht er als @name.
setup-submit = Mein Konto anlegen

login-title = Anmelden
login-heading = Anmelden bei { $application }
login-username = Benutzername oder E-Mail
login-submit = Anmelden
login-no-one-yet = Noch kann sich niemand anmelden. Öffnen Sie den einmaligen Link, den der Server beim Start ausgegeben hat; er legt das erste Verwaltungskonto an.
login-mismatch = Name und Passwort passen nicht zusammen.
login-slow-down =
    { $seconds ->
        [one] Mehrere Versuche passten nicht. Bitte warten Sie { $seconds } Sekunde bis zum nächsten.
       *[other] Mehrere Versuche passten nicht. Bitte warten Sie { $seconds } Sekunden bis zum nächsten.
    }

consent-title = Zugriff erlauben
consent-heading = { $application } möchte wissen, wer Sie sind
consent-person = Sie sind angemeldet als { $person }.
consent-shared = Das wird mitgeteilt:
consent-shared-identity = Dass Sie es sind, unter einer Kennung, die immer gleich bleibt
consent-shared-profile = Ihr Profil, etwa Name, Benutzername, Bild
consent-shared-email = Ihre E-Mail-Adresse
consent-shared-groups = Die Gruppen, denen Sie angehören
consent-shared-offline = Zugriff auch dann, wenn Sie nicht da sind
consent-host = Danach geht es zurück zu { $host }.
consent-allow = Erlauben
consent-deny = Nicht erlauben

logout-title = Abmelden
logout-heading = Abmelden?
logout-asked-by = { $application } hat Sie abgemeldet und fragt, ob auch Ihre Sitzung hier enden soll.
logout-plain = Ihre Sitzung in diesem Browser endet. Anwendungen bitten Sie dann womöglich, sich neu anzumelden.
logout-yes = Abmelden
logout-no = Angemeldet bleiben
logged-out-title = Abgemeldet
logged-out-text = Ihre Sitzung hier ist beendet. Sie können dieses Fenster schließen.
logged-out-application = Ihre Sitzung hier ist beendet, die in { $application } auch.
logged-out-back = Zurück
logged-out-again = Neu anmelden

stale-title = Das hat etwas zu lange gedauert
stale-text = Sie sind angemeldet, aber { $application } wartet nicht mehr auf diese Antwort.
stale-why =
    { $minutes ->
        [one] Nach { $minutes } Minute vergisst die Anwendung den Versuch. Beginnen Sie neu: Ihr Passwort brauchen Sie dafür nicht noch einmal.
       *[other] Nach { $minutes } Minuten vergisst die Anwendung den Versuch. Beginnen Sie neu: Ihr Passwort brauchen Sie dafür nicht noch einmal.
    }
