using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Cli;

/// <summary>Where a run reads and writes, so that a test can stand in for a terminal.</summary>
internal sealed record Terminal
{
    /// <summary>The process's own.</summary>
    public static Terminal System { get; } = new()
    {
        Input = Console.OpenStandardInput,
        Output = Console.Out,
        Error = Console.Error,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        Environment = global::System.Environment.GetEnvironmentVariable,
    };

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Opens standard input.</summary>
    public required Func<Stream> Input { get; init; }

    /// <summary>For results, and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Opens the same output for results that are bytes and must not pass through any encoding.</summary>
    public Func<Stream> RawOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>For diagnostics and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person sees the output as it is written.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether a person sees the diagnostics as they are written.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>The environment.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>Colour only for a person who did not decline it (the NO_COLOR convention: present and not empty).</summary>
    [SuppressMessage("Globalization", "CA1304", Justification = "No culture is involved.")]
    public bool IsColoured => IsOutputTerminal && string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") != "dumb";
}
