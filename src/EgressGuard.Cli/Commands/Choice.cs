using System.CommandLine;

namespace EgressGuard.Cli.Commands;

/// <summary>Options with a few fixed values, of which the first is the default.</summary>
internal static class Choice
{
    /// <summary>An option that takes one of the values, as written.</summary>
    public static Option<string> Option(string name, string description, params string[] values)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', values),
            DefaultValueFactory = _ => values[0],
        };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
