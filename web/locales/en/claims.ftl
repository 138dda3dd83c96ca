app-policy = How { $application } uses your data
app-terms = Terms of { $application }

login-create = New accounts are made by an administrator here. If you have one already, sign in.
login-another = { $application } asks for somebody else than { $person }. Sign in as that person.

select-title = Choose an account
select-heading = Which account for { $application }?
select-continue = Continue as { $person }
select-other = Sign in as another person

consent-shared-address = Your postal address
consent-shared-phone = Your telephone number
consent-claim-name = Your full name
consent-claim-given-name = Your first name
consent-claim-family-name = Your surname
consent-claim-middle-name = Your middle name
consent-claim-nickname = Your nickname
consent-claim-username = Your username
consent-claim-page = The address of your profile page
consent-claim-picture = Your picture
consent-claim-website = The address of your website
consent-claim-gender = Your gender
consent-claim-birthdate = Your date of birth
consent-claim-time-zone = Your time zone
consent-claim-language = Your language
consent-claim-updated = When your profile last changed
consent-claim-email-verified = Whether your e-mail address was verified
consent-claim-phone-verified = Whether your telephone number was verified
