// Called for each message that is in the room and each that comes later. `element` is the
// message on the page, `message` the JSON with its author, text and so on.
Necsus.addEventListener('message', (element, message) => {
    for (const button of element.querySelectorAll('.count-button')) {
        let presses = 0;
        button.addEventListener('click', () => {
            presses += 1;
            button.textContent = `Pressed ${presses} times`;
            Necsus.focusMessageInput(`I pressed the button of ${message.author} ${presses} times!`);
        });
    }
});
