using System.CommandLine;
using EgressGuard.Cli.Rules;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard rules</c>: the catalogue, or one of its entries.</summary>
internal static class RulesCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string?>("rule")
        {
            Description = "The id of a rule, such as EG102; everything about it is told. Nothing: all rules.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = Choice.Option("--output", "The format.", "text", "json", "markdown");
        output.Aliases.Add("-o");
        var command = new Command("rules", "List the rules, or tell everything about one.") { id, output };
        command.SetAction(parsed =>
        {
            var one = parsed.GetValue(id) is { } written ? Find(written) : null;
            switch (parsed.GetValue(output))
            {
                case "json":
                    RuleJson.Write(one is null ? RuleCatalog.Infos : [one], terminal.Output);
                    break;
                case "markdown":
                    terminal.Output.Write(one is null ? RuleDocument.Write() : RuleDocument.WriteOne(one));
                    break;
                case var _ when one is not null:
                    RuleText.WriteOne(one, terminal.Output);
                    break;
                default:
                    RuleText.WriteTable(terminal.Output);
                    break;
            }

            return ExitCode.Clean;
        });
        return command;
    }

    /// <summary>The rule of an id or a name, in whatever case: people copy both from reports.</summary>
    private static RuleInfo Find(string written)
    {
        var found = RuleCatalog.Infos.FirstOrDefault(info =>
            string.Equals(info.Id, written, StringComparison.OrdinalIgnoreCase)
            || string.Equals(info.Name, written, StringComparison.OrdinalIgnoreCase));
        if (found is not null)
        {
            return found;
        }

        var hint = NearestName.Hint(written, RuleCatalog.Infos.SelectMany(info => new[] { info.Id, info.Name }));
        throw new UsageException($"there is no rule '{written}'{(hint.Length > 0 ? hint : "; 'egressguard rules' lists the rules there are")}");
    }
}
