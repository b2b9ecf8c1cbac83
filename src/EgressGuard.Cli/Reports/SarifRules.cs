using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Cli.Reports;

/// <summary>The rules as SARIF describes them: the catalogue, and the two findings that are made before any rule.</summary>
internal static class SarifRules
{
    private static readonly ImmutableArray<RuleInfo> All = RuleCatalog.Infos;

    private static readonly FrozenDictionary<string, int> Indexes =
        All.Select((info, index) => (info.Id, index)).ToFrozenDictionary(entry => entry.Id, entry => entry.index);

    /// <summary>Where a rule stands among the <c>rules</c> of the driver; -1 as SARIF has it for a rule that is not there.</summary>
    public static int IndexOf(string id) => Indexes.GetValueOrDefault(id, -1);

    /// <summary>Writes the array of <c>reportingDescriptor</c> objects.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("rules");
        foreach (var info in All)
        {
            Write(json, info);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RuleInfo info)
    {
        json.WriteStartObject();
        json.WriteString("id", info.Id);
        json.WriteString("name", PascalCase(info.Name));
        WriteText(json, "shortDescription", info.Summary);
        WriteText(json, "fullDescription", $"{info.Summary} {Scope(info)}");
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", ActionText.SarifLevel(info.DefaultAction));
        json.WriteEndObject();
        json.WriteStartObject("help");
        const string Remedy = "Every result says what to write instead.";
        json.WriteString("text", $"{info.Summary} {WhyOf(info)}{Scope(info)} {Remedy} {Setting(info, "")}");
        json.WriteString(
            "markdown", $"**{info.Id} {info.Name}**\n\n{info.Summary}\n\n{WhyOf(info)}{Scope(info)}\n\n{Remedy} {Setting(info, "`")}\n");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string WhyOf(RuleInfo info) => info.Why.Length > 0 ? info.Why + " " : "";

    private static string Scope(RuleInfo info)
    {
        var needs = info.Needs.IsEmpty
            ? ""
            : $" It needs every {string.Join(" and ", info.Needs.Select(ObjectKinds.NameOf))} of the mesh; without them it is not evaluated.";
        return $"It judges {RuleDocument.KindsOf(info)}.{needs}";
    }

    private static string Setting(RuleInfo info, string quote) => info.Id == ReservedRules.MalformedObject.Id
        ? $"Only the policy's {quote}enforcement{quote} softens it."
        : ReservedRules.IsOfGuardObjects(info.Id) ? "Nothing softens it."
        : $"The policy sets what a finding does: {quote}rules: {{{info.Id}: {{action: Warn}}}}{quote}.";

    /// <summary>SARIF asks for an identifier that an end user understands, and viewers show Pascal case.</summary>
    private static string PascalCase(string kebab) =>
        string.Concat(kebab.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
