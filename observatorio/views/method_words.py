"""What the methodology says that no figure says: rules in plain words, laws, how to cite."""

from __future__ import annotations

from observatorio.disclosure import BELOW, BELOW_PERSONS, EXACT, INFERRED, OPEN, ROUNDED

# Anchor → title of each section, in the order of the page.
SECTIONS = {
    "fuentes": "Qué cuenta cada fuente",
    "estados": "Cómo leer una cifra: cuatro estados",
    "proteccion": "Cómo se protege a las personas",
    "cambios": "Cómo se juzga un cambio, y qué es una tasa",
    "leyes": "Leyes que nos obligan",
    "glosario": "Glosario",
    "ediciones": "Registro de ediciones",
    "citar": "Cómo citar y licencias",
}
EDITIONS = (
    "Las ediciones anteriores no se borran: una cifra citada se puede volver a ver. La que se "
    "retira no se vuelve a mostrar, y aquí se dice por qué."
)
FEW = "Protegida: va de 0 a {last}. Puede ser cero."
COARSER = "coarser"  # rounded, to more than the base
NOTES = {
    EXACT: "La cifra tal cual: solo totales del distrito de años cerrados.",
    ROUNDED: "Llevada a un múltiplo de {base}, hacia arriba o hacia abajo.",
    COARSER: "Llevada a un múltiplo mayor que {base}: con el redondeo común se podía "
    "deducir algo de una casilla pequeña.",
    BELOW: FEW,
    BELOW_PERSONS: FEW,
    OPEN: "De una fuente abierta, como la entidad la publicó.",
    INFERRED: "El archivo de una fuente abierta no trae fila de ese mes: se cuenta como 0.",
}
PROTECTION = (
    ("Menos de {threshold}", "Una casilla con 0 a {last} casos dice «menos de {threshold}». El "
     "cero también: así no se distingue una casilla vacía de una pequeña. Donde se distinguen "
     "personas, el umbral cuenta personas y no fichas."),
    ("Redondeo", "Lo demás se lleva a un múltiplo de {base}, hacia arriba o hacia abajo. Los "
     "mismos casos dan siempre el mismo valor: preguntar muchas veces no ayuda a adivinar. Solo el "
     "total del distrito de un año cerrado es exacto."),
    ("Redondeo mayor", "Si de lo publicado se pudiera deducir algo de una casilla pequeña, todo "
     "ese cuadro del año se redondea más y se dice: «redondeado a {twice}»."),
    ("Sumas", "Elegir varias edades, zonas o años suma casillas ya publicadas, nunca cuenta de "
     "nuevo. Si hay una protegida, el resultado es «entre A y B» o «A o más». Como cada casilla se "
     "redondea por separado, las partes pueden no sumar el total."),
    ("Cuadros con pocos casos", "Un cuadro se publica si sus casillas tienen {least_mean} casos en "
     "promedio y {least_year} en cada año. Los demás no se publican, y la página dice por qué. El "
     "año en curso espera, cuadro por cuadro, hasta tenerlos; los años anteriores siguen a la "
     "vista."),
    ("Espera", "Solo se publican meses terminados. Menos de {wait} casos nuevos de un año de una "
     "fuente esperan a la siguiente edición, para que dos ediciones no se distingan por unas "
     "pocas personas."),
    ("Lo dicho se mantiene", "En un año que crece o se corrige, una casilla dice lo que ya dijo "
     "hasta que {threshold} o más de sus casos cambiaron. Por eso puede estar hasta {last} casos "
     "más lejos de lo que hoy se cuenta, y un cambio nunca habla de unas pocas personas."),
    ("Zonas", "Una zona tiene al menos {least_inhabitants} habitantes, donde se sabe, y "
     "{least_zone} casos en cada año completo; si no, se une con una vecina. La dirección no se "
     "recoge."),
    ("Lo que no se publica nunca", "Nombres, documentos, direcciones, expedientes y textos libres: "
     "no se leen. Tampoco feminicidios o tentativas por debajo de distrito y año, ni la ubicación "
     "de un refugio."),
)  # fmt: skip
CHANGES = (
    "Dos cifras casi nunca son iguales. Un cambio se llama **subió** o **bajó** solo si es mayor "
    "que el que daría el azar; si no, **sin cambio claro**. Se calcula cada cuánto el solo azar "
    "daría una diferencia así: si es menos de una vez de cada veinte, no se le atribuye. Cuanto "
    "más varían de por sí los meses de una fuente, y cuanto más se redondeó la cifra, mayor tiene "
    "que ser la diferencia. (Prueba de dos conteos de Poisson: Przyborowski y Wilenski, 1940; "
    "dispersión: McCullagh y Nelder, 1989.)",
    "Solo se comparan los mismos meses. Un año abierto se compara hasta el último mes que ambos "
    "años entregaron, y nunca se completa con una proyección. Los **dos últimos meses** son "
    "provisionales: pueden crecer. Un mes al que le falta alguna oficina no se compara.",
    "Con menos de 20 casos no se da porcentaje ni cambio.",
)
RATES = (
    "Una tasa es casos por cada 10 000 habitantes del mismo año. Si el INEI no da población de ese "
    "año se usa la del año más cercano, y se avisa; no se inventan años intermedios.",
    "Cada tasa lleva sus límites de 95 %: exactos de Poisson con menos de 10 casos (Garwood, 1936) "
    "y de Byar desde 10 (Breslow y Day, 1987), más anchos si la cifra está redondeada. Con menos "
    "de 10 casos no se da tasa.",
    "Dos tasas cuyos límites se cruzan mucho no se ordenan: la diferencia puede ser azar.",
    "La tasa de una zona con pocos casos cambia mucho por azar. Al lado se da la **tasa "
    "suavizada**: acerca la de cada zona a la del distrito, más cuanto menos gente tiene la zona "
    "(método bayesiano empírico; Marshall, 1991). Si las zonas no se distinguen más que por azar, "
    "todas reciben la del distrito.",
)
FIVE_AREAS = (
    ("Prevención", "Formación de quienes atienden, campañas, educación en las escuelas."),
    ("Atención", "Recibir la denuncia y acompañar: orientación legal, psicológica y social."),
    ("Protección y recuperación", "Medidas de protección, refugios, tratamiento y recuperación."),
    ("Sanción y reeducación", "Sentencias y programas para personas agresoras."),
    ("Criterios de servicio", "Trato con respeto, sin discriminación, en buen lugar y a tiempo."),
)
FIVE_AREAS_SOURCE = (
    "Según el estudio sobre la implementación de la Ley 30364 (entrevistas a 14 operadoras y "
    "operadores)."
)
LAWS = (
    ("Ley 30364 (2015)", "Prevenir, sancionar y erradicar la violencia contra las mujeres y los "
     "integrantes del grupo familiar. Crea las instancias de concertación: para ellas es este "
     "observatorio."),
    ("Reglamento de la Ley 30364, modificado por el DS 009-2023-MIMP", "Toda institución que "
     "accede a datos de las víctimas los mantiene en reserva."),
    ("Ley 29733 y su reglamento (DS 016-2024-JUS)", "Protección de datos personales: por ella no "
     "se leen nombres ni documentos."),
    ("Decreto Legislativo 1377", "No se difunde nada que permita identificar, directa o "
     "indirectamente, a niñas, niños y adolescentes."),
    ("Ley 31439 (2022)", "Permite suspender a la alcaldesa o al alcalde que no convoca y "
     "conduce la instancia distrital de concertación."),
)  # fmt: skip
