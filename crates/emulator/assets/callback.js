"use strict";

// The last page of a legacy login: hands the secret over and goes back, or closes the popup.

const SECRET_PREFIX = "Meteor.oauth.credentialSecret-";
const { credentialToken, credentialSecret, redirectUrl } = document.getElementById("config").dataset;

if (redirectUrl.startsWith("rocketchat://")) {
  const query = new URLSearchParams({ credentialToken, credentialSecret });
  window.location.replace(`${redirectUrl}?${query}`);
} else if (redirectUrl) {
  if (credentialSecret) {
    sessionStorage.setItem(SECRET_PREFIX + credentialToken, credentialSecret);
  }
  window.location.replace(redirectUrl);
} else {
  if (credentialSecret) {
    if (window.opener?.receiveCredentialSecret) {
      window.opener.receiveCredentialSecret(credentialToken, credentialSecret);
    } else {
      localStorage.setItem(SECRET_PREFIX + credentialToken, credentialSecret);
    }
  }
  window.close();
}
