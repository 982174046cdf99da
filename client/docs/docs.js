SwaggerUIBundle({
  url: '/api/spec',
  dom_id: '#api',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
})
