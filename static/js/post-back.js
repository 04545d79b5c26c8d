// The only form of the page carries a sign-in back to its program.
document.forms[0].submit();
