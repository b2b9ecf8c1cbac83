using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Webhook.Configuration;

/// <summary>Why the webhook does not start: lines for a person, and the exit code. Never a stack trace.</summary>
[SuppressMessage(
    "Design", "CA1032:Implement standard exception constructors", Justification = "Without an exit code there is no such thing.")]
internal sealed class StartException : Exception
{
    private StartException(int exitCode, IEnumerable<string> lines)
        : base(string.Join('\n', lines)) => ExitCode = exitCode;

    /// <summary>2 for wrong usage and unreadable input, 1 for everything else, as the command line has it (design section 8).</summary>
    public int ExitCode { get; }

    /// <summary>The command line or an environment variable is wrong.</summary>
    public static StartException WrongUsage(IEnumerable<string> problems) => new(2, [.. problems, "Use --help for the options."]);

    /// <summary>A file that was named cannot be used.</summary>
    public static StartException UnusableInput(IEnumerable<string> problems) => new(2, problems);

    /// <summary>The machine does not let the webhook listen.</summary>
    public static StartException CannotListen(string problem) => new(1, [problem]);
}
