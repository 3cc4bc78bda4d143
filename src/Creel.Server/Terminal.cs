using System.Text;
using Creel.Server.Printing;

namespace Creel.Server;

/// <summary>The streams a command talks through. (System.Console by its full name: our own Creel.Console hides the short one.)</summary>
internal static class Terminal
{
    private static readonly Lazy<StreamReader> Lines = new(() => new StreamReader(System.Console.OpenStandardInput(), Encoding.UTF8));

    public static TextWriter Out => System.Console.Out;
    public static TextWriter Error => System.Console.Error;

    /// <summary>Says on stderr what is no error.</summary>
    public static void Note(string sentence) => Error.WriteLine(Journal.ReadsErrors ? Journal.Info + sentence : sentence);

    public static bool InputIsTerminal => !System.Console.IsInputRedirected;
    public static bool OutputIsTerminal => !System.Console.IsOutputRedirected;
    /// <summary>Whether what goes to stdout may have colours (see no-color.org).</summary>
    public static bool ColourOutput => OutputIsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static bool ErrorIsTerminal => !System.Console.IsErrorRedirected;

    public static Stream OpenInput() => System.Console.OpenStandardInput();

    /// <summary>Asks for a line, on stderr so that stdout holds nothing but the answer to the command. Null at the end of input.</summary>
    public static string? Ask(string prompt)
    {
        Error.Write(prompt);
        var line = InputIsTerminal ? System.Console.ReadLine() : Lines.Value.ReadLine();
        if (!InputIsTerminal) Error.WriteLine();
        return line;
    }

    /// <summary>Asks for a secret, which a terminal does not show.</summary>
    public static string? AskSecret(string prompt)
    {
        if (!InputIsTerminal) return Ask(prompt);
        Error.Write(prompt);
        var typed = new StringBuilder();
        while (System.Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key is ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar != '\0') typed.Append(key.KeyChar);
        }
        Error.WriteLine();
        return typed.ToString();
    }

    /// <summary>A line from standard input, without asking.</summary>
    public static string? ReadLine() => Lines.Value.ReadLine();
}
