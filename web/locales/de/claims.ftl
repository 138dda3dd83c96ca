app-policy = Wie { $application } Ihre Daten nutzt
app-terms = Nutzungsbedingungen von { $application }

login-create = Neue Konten legt hier die Verwaltung an. Haben Sie schon eines, dann melden Sie sich an.
login-another = { $application } fragt nach einer anderen Person als { $person }. Melden Sie sich als diese an.

select-title = Konto wählen
select-heading = Mit welchem Konto zu { $application }?
select-continue = Weiter als { $person }
select-other = Als andere Person anmelden

consent-shared-address = Ihre Postanschrift
consent-shared-phone = Ihre Telefonnummer
consent-claim-name = Ihr voller Name
consent-claim-given-name = Ihr Vorname
consent-claim-family-name = Ihr Nachname
consent-claim-middle-name = Ihr zweiter Vorname
consent-claim-nickname = Ihr Spitzname
consent-claim-username = Ihr Benutzername
consent-claim-page = Die Adresse Ihrer Profilseite
consent-claim-picture = Ihr Bild
consent-claim-website = Die Adresse Ihrer Website
consent-claim-gender = Ihr Geschlecht
consent-claim-birthdate = Ihr Geburtsdatum
consent-claim-time-zone = Ihre Zeitzone
consent-claim-language = Ihre Sprache
consent-claim-updated = Wann sich Ihr Profil zuletzt geändert hat
consent-claim-email-verified = Ob Ihre E-Mail-Adresse bestätigt ist
consent-claim-phone-verified = Ob Ihre Telefonnummer bestätigt ist
