/** Routes first: who opens this page knows what it is about, and looks for one of them. */
function routesFirst(system) {
  const make = system.React.createElement
  const part = (name) => system.getComponent(name, true)
  const row = (...children) => make('div', { className: 'wrapper' }, ...children)
  return {
    components: {
      RoutesFirst: () =>
        make(
          'div',
          { className: 'swagger-ui' },
          make('h1', { className: 'api-title' }, 'API'),
          row(make(part('operations'))),
          row(make(part('Models'))),
          make('section', { className: 'information-container wrapper' }, make(part('InfoContainer'))),
        ),
    },
  }
}

/** In the examples stands this server's own address. */
function fromHere(response) {
  if (response.url.endsWith('/api/spec')) response.text = response.data = window.necsusHere(response.text)
  return response
}

SwaggerUIBundle({
  url: '/api/spec',
  dom_id: '#api',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [routesFirst],
  responseInterceptor: fromHere,
  layout: 'RoutesFirst',
})
