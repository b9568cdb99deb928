"""The pretend people of the playground: up to sixty, from many places, Ines looking after them."""

import unicodedata
from dataclasses import dataclass

FEWEST, USUAL, MOST = 2, 12, 60
HUES = 12  # colours of faces that page.css knows


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the pretend people. The id is the first name, plain and small."""

    id: str
    name: str
    city: str
    zone: str
    hue: int
    organises: bool = False

    @property
    def first(self) -> str:
        """The first name, by which the page calls them."""
        return self.name.split(" ")[0]


def town(count: int) -> tuple[Somebody, ...]:
    """So many people in the order of the alphabet; Ines and Hana are always among them."""
    if not FEWEST <= count <= MOST:
        raise ValueError(f"from {FEWEST} to {MOST} people can play, not {count}")
    rows = sorted(line.split(", ") for line in _PEOPLE.strip().splitlines()[:count])
    return tuple(
        Somebody(
            id=_plain(name.split(" ")[0]),
            name=name,
            city=city,
            zone=zone,
            hue=at % HUES,
            organises=name == "Ines Duarte",
        )
        for at, (name, city, zone) in enumerate(rows)
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())


_PEOPLE = """
Ines Duarte, Porto, Europe/Lisbon
Hana Novák, Brno, Europe/Prague
Amara Diallo, Dakar, Africa/Dakar
Ben Castillo, Denver, America/Denver
Chiyo Mori, Osaka, Asia/Tokyo
Dev Raman, Pune, Asia/Kolkata
Elif Demir, Izmir, Europe/Istanbul
Femi Adeyemi, Lagos, Africa/Lagos
Greta Lind, Malmö, Europe/Stockholm
Jorge Medina, Bogotá, America/Bogota
Kiri Tane, Wellington, Pacific/Auckland
Luca Ferri, Turin, Europe/Rome
Maya Cohen, Haifa, Asia/Jerusalem
Nils Berg, Bergen, Europe/Oslo
Oona Virtanen, Turku, Europe/Helsinki
Pablo Rojas, Valparaíso, America/Santiago
Quinn Murphy, Galway, Europe/Dublin
Rosa Almeida, Recife, America/Recife
Sami Haddad, Amman, Asia/Amman
Tala Reyes, Cebu, Asia/Manila
Uma Perera, Galle, Asia/Colombo
Viktor Horváth, Pécs, Europe/Budapest
Wren Baker, Bristol, Europe/London
Ximena Cruz, Oaxaca, America/Mexico_City
Yusuf Omar, Mombasa, Africa/Nairobi
Zofia Nowak, Gdańsk, Europe/Warsaw
Aiko Sato, Sapporo, Asia/Tokyo
Bruno Costa, Salvador, America/Bahia
Clara Weiss, Graz, Europe/Vienna
Diego Vargas, Cusco, America/Lima
Esi Mensah, Kumasi, Africa/Accra
Farid Karimi, Samarkand, Asia/Samarkand
Gita Thapa, Pokhara, Asia/Kathmandu
Henrik Dahl, Aarhus, Europe/Copenhagen
Ibrahim Sow, Bamako, Africa/Bamako
June Park, Busan, Asia/Seoul
Kofi Asante, Accra, Africa/Accra
Leilani Kealoha, Hilo, Pacific/Honolulu
Mateo Silva, Montevideo, America/Montevideo
Nadia Rahman, Sylhet, Asia/Dhaka
Olga Marin, Cluj, Europe/Bucharest
Petra Kovač, Split, Europe/Zagreb
Qasim Malik, Multan, Asia/Karachi
Ravi Naidu, Durban, Africa/Johannesburg
Selma Aydın, Bursa, Europe/Istanbul
Thabo Dube, Harare, Africa/Harare
Ulla Jensen, Nuuk, America/Nuuk
Vera Petrova, Varna, Europe/Sofia
Wei Chen, Tainan, Asia/Taipei
Xavi Puig, Girona, Europe/Madrid
Yara Salem, Alexandria, Africa/Cairo
Zara Khan, Leeds, Europe/London
Anouk Visser, Utrecht, Europe/Amsterdam
Björn Ólafsson, Akureyri, Atlantic/Reykjavik
Camille Roy, Québec, America/Toronto
Daniel Okoro, Halifax, America/Halifax
Eva Kask, Tartu, Europe/Tallinn
Finn Walker, Hobart, Australia/Hobart
Grace Mutua, Kisumu, Africa/Nairobi
Hugo Lambert, Nantes, Europe/Paris
"""
