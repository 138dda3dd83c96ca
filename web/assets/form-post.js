// Sends the answer to the application. An old browser runs this too; without any the button does.
document.getElementById("form-post").submit();
