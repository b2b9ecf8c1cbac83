using System.CommandLine;

namespace EgressGuard.Webhook.Configuration;

/// <summary>Reads a value from its text.</summary>
internal delegate bool ValueParser<T>(string text, out T value);

/// <summary>
/// One setting with its three sources, the first that has it winning: the option on the command line, the environment variable of
/// the same name, the default. Both sources go through one parser, so that both are refused in the same words.
/// </summary>
internal sealed class Setting<T>
{
    private readonly string _expected;
    private readonly T _default;
    private readonly ValueParser<T> _parse;

    /// <param name="name">The name without dashes in front, such as <c>admission-port</c>.</param>
    /// <param name="placeholder">What help shows for the value.</param>
    /// <param name="description">What the setting does, as a sentence.</param>
    /// <param name="expected">What a value must be, as the end of a sentence.</param>
    /// <param name="byDefault">The value when no source has one.</param>
    /// <param name="shownDefault">The default as help shows it.</param>
    /// <param name="parse">Reads the value.</param>
    public Setting(
        string name, string placeholder, string description, string expected, T byDefault, string shownDefault, ValueParser<T> parse)
    {
        Name = "--" + name;
        Variable = "EGRESSGUARD_" + name.ToUpperInvariant().Replace('-', '_');
        Option = new Option<string?>(Name)
        {
            HelpName = placeholder,
            Description = $"{description} [{Variable}; default: {shownDefault}]",
            Arity = ArgumentArity.ExactlyOne,
        };
        (_expected, _default, _parse) = (expected, byDefault, parse);
    }

    /// <summary>The option as it is written, such as <c>--admission-port</c>.</summary>
    public string Name { get; }

    /// <summary>The environment variable, such as <c>EGRESSGUARD_ADMISSION_PORT</c>.</summary>
    public string Variable { get; }

    /// <summary>The option for the parser.</summary>
    public Option<string?> Option { get; }

    /// <summary>The value; the default, and a line added to <paramref name="problems"/>, when what was given cannot be read.</summary>
    public T Read(ParseResult parsed, Func<string, string?> environment, List<string> problems)
    {
        var (source, text) = parsed.GetResult(Option) is null ? (Variable, environment(Variable)) : (Name, parsed.GetValue(Option));
        if (source == Variable && string.IsNullOrEmpty(text))
        {
            return _default;
        }

        if (_parse(text ?? "", out var value))
        {
            return value;
        }

        // Kubernetes sets NAME_PORT=tcp://10.0.0.1:443 in every pod for a Service called "name".
        var hint = source == Variable && text!.StartsWith("tcp://", StringComparison.Ordinal)
            ? $" Kubernetes set it for a Service of that name: put enableServiceLinks: false into the pod's spec, or give {Name}."
            : "";
        problems.Add($"{source}: '{text}' is not {_expected}.{hint}");
        return _default;
    }
}
