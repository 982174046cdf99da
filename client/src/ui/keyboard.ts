/** Whether a field may be focused before anybody asks for it: on a touch screen the keyboard would cover half the page. */
export const hasKeyboard = () => matchMedia('(hover: hover) and (pointer: fine)').matches
