namespace Creel.Console;

/// <summary>Who is let in to an endpoint of the console.</summary>
internal enum ConsoleAccess
{
    /// <summary>Anyone, under whatever host name: it must tell nothing worth knowing.</summary>
    Anyone,

    /// <summary>Anyone who means this console: the page's own files and signing in, nothing of what is kept.</summary>
    Visitor,

    /// <summary>Who has the API token, or a browser that is signed in.</summary>
    Reader,

    /// <summary>Who has the API token. A session must not be able to make itself last.</summary>
    TokenHolder,
}
