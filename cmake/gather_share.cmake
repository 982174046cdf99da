# Copies what the server serves from SOURCE and SWAGGER_UI to SHARE; large texts get a compressed sibling.
file(REMOVE_RECURSE ${SHARE})
file(COPY ${SOURCE}/api.yaml DESTINATION ${SHARE})
file(COPY ${SOURCE}/client/index.html ${SOURCE}/client/room.html ${SOURCE}/client/assets DESTINATION ${SHARE}/client)
file(COPY ${SOURCE}/client/docs/ DESTINATION ${SHARE}/docs)
foreach(name swagger-ui.css swagger-ui-bundle.js favicon-32x32.png LICENSE)
    file(COPY ${SWAGGER_UI}/${name} DESTINATION ${SHARE}/docs)
endforeach()

find_program(GZIP gzip REQUIRED)
foreach(name docs/swagger-ui.css docs/swagger-ui-bundle.js api.yaml)
    execute_process(COMMAND ${GZIP} -9 -n -k ${SHARE}/${name} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(TOUCH ${SHARE}/.gathered)
