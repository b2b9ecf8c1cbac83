using System.CommandLine;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Commands;

/// <summary>The options that say what is exempted, and at what time.</summary>
/// <param name="what">Which exemptions are meant, to the colon.</param>
internal sealed class ExemptionOptions(string what)
{
    /// <summary>The files that hold exemptions and nothing else.</summary>
    public Option<string[]> Paths { get; } = new("--exemptions")
    {
        Description = what + ": a file or directory, read all the way down. May be repeated.",
        HelpName = "PATH",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The time at which to judge.</summary>
    public Option<string?> At { get; } = TimeOption();

    /// <summary>The exemptions of the files.</summary>
    /// <exception cref="UsageException">A path cannot be read, or holds something else than valid exemptions; every error is told.</exception>
    /// <exception cref="ManifestException">A manifest cannot be read.</exception>
    public List<EgressExemption> Read(ParseResult parsed, Terminal terminal)
    {
        var exemptions = new List<EgressExemption>();
        var errors = new List<string>();
        foreach (var manifest in ContextOption.Read(parsed.GetValue(Paths) ?? [], terminal.Input))
        {
            var read = ExemptionManifests.Read(manifest);
            exemptions.AddRange(read.Exemptions);
            errors.AddRange(read.Errors);
        }

        return errors.Count == 0
            ? exemptions
            : throw new UsageException("the exemptions given with --exemptions are invalid:\n" + string.Join('\n', errors));
    }

    /// <summary>The time at which to judge: what was asked for, else what the clock says.</summary>
    public DateTimeOffset Now(ParseResult parsed, Terminal terminal) =>
        parsed.GetValue(At) is { } text ? Instant.Parse(text)!.Value : terminal.Time.GetUtcNow();

    private static Option<string?> TimeOption()
    {
        var option = new Option<string?>("--at")
        {
            Description = "Judge as of this time, such as 2026-12-31T00:00:00Z: what will be denied when exemptions end. Default: now.",
            HelpName = "TIME",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Instant.Parse(token.Value) is null)
            {
                result.AddError(
                    $"--at '{token.Value}' is not a point in time: write date, time and Z (RFC 3339), such as 2026-12-31T00:00:00Z.");
            }
        });
        return option;
    }
}
