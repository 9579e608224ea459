// wall-app.js: the page for a screen on the wall: puts its parts together.

import "./time.js";
import "./banner.js";
import "./wall.js";
import { desk } from "./desk.js";
import { board } from "./board-figures.js";
import { fetchWork } from "./board-work.js";

desk.begin();
board.start();
fetchWork();
