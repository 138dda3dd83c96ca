people-search = Suchen nach Name, Benutzername oder E-Mail
people-none = Hier ist noch niemand.
people-none-found = Niemand gefunden zu { $query }. Die Suche achtet auf Wortanfänge.
people-none-chosen = Auf niemanden trifft das zu.
people-found =
    { $count ->
        [one] { $count } Person
       *[other] { $count } Personen
    }
people-found-page = { $count } Personen auf dieser Seite
people-invite = Per Mail einladen
people-add = Person hinzufügen
people-added = { $name } ist hinzugefügt.
people-username-hint = Rocket.Chat zeigt ihn als @name. Er sollte sich später nicht ändern.
people-first-password = Erstes Passwort
people-first-password-hint = Übergeben Sie es persönlich; unter „Konto“ lässt es sich ändern.

person-last-sign-in = Zuletzt angemeldet { $time }
person-never-signed-in = Noch nie angemeldet
person-username-warning = Anwendungen kennen die Person womöglich unter diesem Namen. Bei einer Änderung kann Rocket.Chat die Verbindung zum Chatkonto verlieren.
person-username-changed = Der Benutzername wird { $username }. Der alte wird nie wieder vergeben.
person-username-confirm = Trotzdem ändern
person-email-hint = Gilt als bestätigt. Rocket.Chat führt Konten danach zusammen.
person-subject = Dauerhafte Kennung
person-groups-hint = Anwendungen erfahren von einer Änderung bei der nächsten Anmeldung.
person-set-password = Neues Passwort setzen
person-set-password-text = Beendet alle Sitzungen dieser Person. Das alte Passwort gilt sofort nicht mehr.
person-password-set = Das neue Passwort ist gesetzt; alle Sitzungen sind beendet.
person-access = Zugang
person-end-sessions = Alle Sitzungen beenden
person-end-sessions-text = Meldet diese Person überall ab und zieht alle Tokens zurück.
person-sessions-ended = Alle Sitzungen sind beendet.
person-disable-text = Wer gesperrt ist, kann sich nicht anmelden; Sitzungen und Tokens enden sofort. Gelöscht wird nichts.
person-enable-text = Diese Person kann sich zurzeit nicht anmelden.
person-disabled = { $name } ist gesperrt.
person-enabled = { $name } ist freigegeben.
person-is-self = Das ist Ihr eigenes Konto. Sperren oder löschen kann es jemand anderes aus der Verwaltung.
person-end = Sperren oder löschen
person-delete = Person löschen
person-deleted = Die Person ist gelöscht.

groups-lead = Gruppen bestimmen, wer eine Anwendung betreten darf, und Anwendungen erfahren sie.
groups-none = Es gibt noch keine Gruppen.
groups-add = Gruppe hinzufügen
group-name = Name
group-name-hint = So, wie Anwendungen ihn sehen, etwa staff. Groß- und Kleinschreibung zählt.
group-added = Die Gruppe { $name } ist hinzugefügt.
group-members = Mitglieder
group-no-members = In dieser Gruppe ist noch niemand.
group-add-member = Mit Benutzernamen hinzufügen
group-member-added = Die Person gehört jetzt dazu.
group-member-removed = Die Person gehört nicht mehr dazu.
group-member-unknown = Diesen Benutzernamen hat niemand.
group-remove-label = { $name } aus der Gruppe entfernen
group-edit = Diese Gruppe ändern
group-rename-hint = Anwendungen, die diesen Namen verwenden, etwa die Rollenzuordnung in Rocket.Chat, müssen einer Änderung folgen.
group-delete = Gruppe löschen
group-end = Diese Gruppe löschen
group-delete-text = Die Gruppe { $name } wird gelöscht. Anwendungen, die nur ihr offenstehen, lassen danach niemanden mehr ein.
group-deleted = Die Gruppe ist gelöscht.
