// Shows the API's description with the vendored viewer.
window.SwaggerUIBundle({ url: "/api/v1/openapi.json", dom_id: "#viewer", deepLinking: false, validatorUrl: null });
