// Calls of the API, with the cookie that the browser sends along by itself.

/** An answer that is none; status 0: the server did not answer. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-cache", credentials: "same-origin", redirect: "error", ...options });
  } catch {
    throw new Refused(0, "The server does not answer.");
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, problem.detail ?? `The server answered ${answer.status}.`);
}

export const get = async (path) => (await call(path, {})).json();

export const signIn = (code) => call("/api/sign-in", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code }) });

export const signOut = () => call("/api/sign-out", { method: "POST" });
