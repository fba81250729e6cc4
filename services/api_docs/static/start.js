// Starts Swagger UI. A file of its own, because the page's Content-Security-Policy forbids inline scripts.
"use strict";

window.addEventListener("load", () => {
  const target = document.getElementById("swagger-ui");
  window.ui = SwaggerUIBundle({
    domNode: target,
    url: target.dataset.openapi,
    deepLinking: true,
    displayRequestDuration: true,
    filter: true,
    validatorUrl: null, // otherwise the document is sent to an outside checker
  });
});
