/** Connection strings as URIs, which libpq and node's pg both understand. */
export const conninfo = ({ port, user = 'postgres', database = 'gsync' }) => `postgresql://${user}@127.0.0.1:${port}/${database}`;

export const quoteIdent = (name) => `"${name.replaceAll('"', '""')}"`;

/** 'movies' or 'shop.movies', as it is to be written in SQL. */
export const quoteTable = (name) => name.split('.').map(quoteIdent).join('.');
