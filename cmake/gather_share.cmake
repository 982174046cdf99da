# Puts what the server serves together, from SOURCE and SWAGGER_UI, and only then in the place of SHARE: a server that
# runs meanwhile misses nothing. Large texts get a compressed sibling.
set(NEW ${SHARE}.new)
file(REMOVE_RECURSE ${NEW})
file(COPY ${SOURCE}/api.yaml DESTINATION ${NEW})
file(COPY ${SOURCE}/client/docs/ DESTINATION ${NEW}/docs)
foreach(name swagger-ui.css swagger-ui-bundle.js favicon-32x32.png LICENSE)
    file(COPY ${SWAGGER_UI}/${name} DESTINATION ${NEW}/docs)
endforeach()

find_program(GZIP gzip REQUIRED)
foreach(name docs/swagger-ui.css docs/swagger-ui-bundle.js api.yaml)
    execute_process(COMMAND ${GZIP} -9 -n -k ${NEW}/${name} COMMAND_ERROR_IS_FATAL ANY)
endforeach()

execute_process(
    COMMAND ${CMAKE_COMMAND} -E env NECSUS_CLIENT_OUT=${NEW}/client
            ${SOURCE}/client/node_modules/.bin/vite build --logLevel warn
    WORKING_DIRECTORY ${SOURCE}/client
    COMMAND_ERROR_IS_FATAL ANY)

file(REMOVE_RECURSE ${SHARE})
file(RENAME ${NEW} ${SHARE})
file(TOUCH ${SHARE}/.gathered)
