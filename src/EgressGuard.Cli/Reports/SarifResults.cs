using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EgressGuard.Cli.Checking;
using EgressGuard.Cli.Reports.Fixes;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Reports;

/// <summary>Writes the <c>result</c> objects of a run.</summary>
internal sealed class SarifResults(Utf8JsonWriter json, PlainFixes fixes)
{
    private readonly Dictionary<string, int> _fingerprints = new(StringComparer.Ordinal);

    /// <summary>Writes a result for each finding of an object.</summary>
    public void Write(CheckedObject item)
    {
        foreach (var located in item.Findings)
        {
            Write(item, located);
        }
    }

    private void Write(CheckedObject item, LocatedFinding located)
    {
        var finding = located.Finding;
        var uri = ArtifactUri.Of(item.Source);
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule);
        json.WriteNumber("ruleIndex", SarifRules.IndexOf(finding.Rule));
        json.WriteString("level", ActionText.SarifLevel(finding.Action));
        WriteMessage("message", $"{finding.Message} {finding.Remedy}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (item.IsWritten)
        {
            WritePhysicalLocation(uri, located);
        }

        WriteLogicalLocations(item, finding);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("ruleObjectPointer/v1", Fingerprint(item, finding));
        json.WriteEndObject();
        if (item.IsWritten && fixes.Find(item.Source, located) is { } fix)
        {
            WriteFix(uri, fix);
        }

        json.WriteEndObject();
    }

    private void WritePhysicalLocation(string uri, LocatedFinding located)
    {
        json.WriteStartObject("physicalLocation");
        WriteArtifact(uri);
        json.WriteStartObject("region");
        json.WriteNumber("startLine", located.Line);
        json.WriteNumber("startColumn", located.Column);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteLogicalLocations(CheckedObject item, Finding finding)
    {
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("name", item.Name);
        json.WriteString("fullyQualifiedName", item.ToString());
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        if (finding.Pointer.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("name", finding.Pointer);
            json.WriteString("fullyQualifiedName", $"{item}#{finding.Pointer}");
            json.WriteString("kind", "value");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// What a finding is known by from one run to the next: not its line, which moves with every edit above it. The same place of the
    /// same object found twice by one rule is told apart by order, or a viewer would merge the two.
    /// </summary>
    private string Fingerprint(CheckedObject item, Finding finding)
    {
        var known = $"{finding.Rule}\0{item.Kind}\0{item.Namespace}\0{item.Name}\0{finding.Pointer}";
        var before = _fingerprints.GetValueOrDefault(known);
        _fingerprints[known] = before + 1;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(known)).AsSpan(0, 16));
        return string.Create(CultureInfo.InvariantCulture, $"{hash}:{before + 1}");
    }

    private void WriteFix(string uri, PlainFix fix)
    {
        json.WriteStartArray("fixes");
        json.WriteStartObject();
        WriteMessage("description", fix.Description);
        json.WriteStartArray("artifactChanges");
        json.WriteStartObject();
        WriteArtifact(uri);
        json.WriteStartArray("replacements");
        json.WriteStartObject();
        json.WriteStartObject("deletedRegion");
        json.WriteNumber("startLine", fix.Line);
        json.WriteNumber("startColumn", fix.Column);
        json.WriteNumber("endLine", fix.Line);
        json.WriteNumber("endColumn", fix.Column + fix.Length);
        json.WriteEndObject();
        json.WriteStartObject("insertedContent");
        json.WriteString("text", fix.Text);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteArtifact(string uri)
    {
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", uri);
        json.WriteEndObject();
    }

    private void WriteMessage(string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
