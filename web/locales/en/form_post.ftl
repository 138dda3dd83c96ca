form-post-title = Back to the application
form-post-text = You are being taken back to the application. If nothing happens, press the button.
form-post-submit = Continue
