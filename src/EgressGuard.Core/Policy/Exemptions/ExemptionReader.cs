using System.Collections.Immutable;

namespace EgressGuard.Core.Policy.Exemptions;

/// <summary>Reads an exemption document: the same one from a file and the custom resource. All or nothing, as with a policy.</summary>
public static class ExemptionReader
{
    /// <summary>The <c>kind</c> of exemption documents.</summary>
    public const string Kind = "EgressExemption";

    /// <summary>The longest text for people, in UTF-16 code units.</summary>
    internal const int LongestText = 1024;

    /// <summary>Reads a document.</summary>
    /// <param name="utf8Json">The document as UTF-8 JSON, one value and nothing else.</param>
    /// <returns>The exemption, or every error. Whether it is in force is not asked here.</returns>
    public static ExemptionReadResult Read(ReadOnlyMemory<byte> utf8Json)
    {
        var (exemption, errors) = GuardDocument.Read(utf8Json, Kind, ReadExemption);
        return new ExemptionReadResult(exemption, errors);
    }

    private static EgressExemption? ReadExemption(PolicyNode metadataNode, PolicyNode specNode)
    {
        var (name, created) = ReadMetadata(metadataNode);
        if (specNode.IsAbsent)
        {
            specNode.Report("this field is missing; write rules, subjects, owner, reason and expires");
        }

        if (specNode.Object() is not { } spec)
        {
            return null;
        }

        var exemption = new EgressExemption
        {
            Name = name,
            Rules = ReadRules(spec.Take("rules")),
            Subjects = ExemptionSubjectReader.ReadAll(spec.Take("subjects")),
            Owner = ReadText(spec.Take("owner"), "write who answers for the exemption, such as a team and its address"),
            Reason = ReadText(spec.Take("reason"), "write why the objects cannot keep to the rules yet"),
            Ticket = spec.Take("ticket").Text(CheckText),
            Expires = ReadExpires(spec.Take("expires")),
            Created = created,
        };
        spec.End();
        return exemption;
    }

    private static (string Name, DateTimeOffset? Created) ReadMetadata(PolicyNode node)
    {
        if (node.IsAbsent)
        {
            node.Report("this field is missing; write a name, such as metadata: {name: legacy-batch}");
        }

        if (node.Object() is not { } metadata)
        {
            return ("", null);
        }

        var name = metadata.Take("name");
        if (name.IsAbsent)
        {
            name.Report("this field is missing; write a name, by which messages and reports call the exemption");
        }

        var created = metadata.Take("creationTimestamp").Text(CheckInstant);
        return (name.Text(KubeSyntax.Subdomain) ?? "", created is null ? null : Instant.Parse(created));
    }

    private static ImmutableArray<string> ReadRules(PolicyNode node)
    {
        if (node.IsAbsent || node.IsEmptyList)
        {
            node.Report("this list is missing or empty; write the ids of the rules, such as [EG302]: nothing stands for all of them");
        }

        return node.Texts(RuleIds.CheckExemptible) ?? [];
    }

    private static string ReadText(PolicyNode node, string advice)
    {
        if (node.IsAbsent)
        {
            node.Report($"this field is missing; {advice}");
        }

        return node.Text(text => string.IsNullOrWhiteSpace(text) ? $"this text is empty; {advice}" : CheckText(text)) ?? "";
    }

    private static string? CheckText(string text) =>
        text.Length > LongestText ? $"this text is longer than {LongestText} characters; write less, and link to more" : null;

    private static DateTimeOffset ReadExpires(PolicyNode node)
    {
        if (node.IsAbsent)
        {
            node.Report("this field is missing, and no exemption lasts for ever; write a date and time, such as 2026-12-31T00:00:00Z");
        }

        return node.Text(CheckInstant) is { } text ? Instant.Parse(text)!.Value : default;
    }

    private static string? CheckInstant(string text) => Instant.Parse(text) is null
        ? $"{Quote.Text(text)} is not a point in time; write date, time and Z for UTC (RFC 3339), such as 2026-12-31T00:00:00Z"
        : null;
}
