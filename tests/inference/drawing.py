"""Pictures that the networks know although nobody photographed them."""

import cv2
import numpy as np

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def crossword(size=224, seed=0):
    """A crossword puzzle, uint8 RGB [size, size, 3]."""
    random = np.random.default_rng(seed)
    picture = np.full((size, size, 3), 255, np.uint8)
    step = size // 14
    for y in range(0, size, step):
        for x in range(0, size, step):
            if random.random() < 0.25:
                picture[y : y + step, x : x + step] = 0
            cv2.rectangle(picture, (x, y), (x + step, y + step), BLACK, 1)
            if random.random() < 0.2:
                number = str(random.integers(1, 40))
                cv2.putText(picture, number, (x + 1, y + 7), cv2.FONT_HERSHEY_SIMPLEX, 0.22, BLACK, 1)
    return picture


def clock(hour=2):
    """A clock with hands, uint8 RGB [224, 224, 3]."""
    picture = np.full((224, 224, 3), 200, np.uint8)
    cv2.circle(picture, (112, 112), 100, (40, 20, 10), -1)
    cv2.circle(picture, (112, 112), 90, (250, 250, 245), -1)
    for number in range(1, 13):
        angle = np.pi * (number / 6 - 0.5)
        place = int(112 + 75 * np.cos(angle)) - 8, int(112 + 75 * np.sin(angle)) + 6
        cv2.putText(picture, str(number), place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, BLACK, 2)
    angle = np.pi * (hour / 6 - 0.5)
    cv2.line(picture, (112, 112), (112, 50), BLACK, 3)
    cv2.line(picture, (112, 112), (int(112 + 42 * np.cos(angle)), int(112 + 42 * np.sin(angle))), BLACK, 5)
    return picture


def backdrop(width, height):
    """A plain wall, uint8 RGB [height, width, 3]."""
    return np.full((height, width, 3), (90, 120, 140), np.uint8)


def face(picture, x, y, height):
    """Draw a face, brow to chin `height` pixels, centered on x, y."""
    width = height * 0.75

    def ellipse(dx, dy, w, h, color, start=0, end=360, line=-1.0):
        center = int(x + dx * width), int(y + dy * height)
        axes = int(w * width), int(h * height)
        thick = -1 if line < 0 else max(1, int(line * height))
        cv2.ellipse(picture, center, axes, 0, start, end, color, thick, cv2.LINE_AA)

    ellipse(0, -0.08, 0.56, 0.62, (60, 40, 30))
    ellipse(0, 0, 0.5, 0.5, (224, 178, 148))
    for side in (-0.21, 0.21):
        ellipse(side, -0.08, 0.11, 0.05, (250, 250, 250))
        ellipse(side, -0.08, 0.06, 0.045, (50, 30, 20))
        ellipse(side, -0.17, 0.14, 0.03, (50, 30, 20), 180, 360, 0.03)
    ellipse(0, 0.12, 0.09, 0.05, (180, 130, 105), 0, 180, 0.02)
    ellipse(0, 0.27, 0.19, 0.06, (190, 80, 80))
    ellipse(0, 0.27, 0.18, 0.005, (120, 40, 40))
    cv2.GaussianBlur(picture, (0, 0), max(0.6, height / 80), dst=picture)
    return picture
