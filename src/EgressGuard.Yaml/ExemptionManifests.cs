using System.Collections.Immutable;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy.Exemptions;

namespace EgressGuard.Yaml;

/// <summary>Exemptions written in YAML or JSON: all of them, or everything that is wrong with their text.</summary>
/// <param name="Exemptions">The exemptions, in the order of the text; empty when there are errors.</param>
/// <param name="Errors">Each a line: file, line and column, JSON pointer, problem.</param>
public sealed record ExemptionManifests(ImmutableArray<EgressExemption> Exemptions, ImmutableArray<string> Errors)
{
    /// <summary>Reads a text that holds exemptions and nothing else; it may hold none.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="source">What to call it in errors: a path, usually.</param>
    public static ExemptionManifests Read(ReadOnlyMemory<byte> utf8, string source)
    {
        var exemptions = ImmutableArray.CreateBuilder<EgressExemption>();
        var errors = ImmutableArray.CreateBuilder<string>();
        try
        {
            foreach (var document in ManifestReader.Read(utf8, source))
            {
                var read = Read(document);
                exemptions.AddRange(read.Exemptions);
                errors.AddRange(read.Errors);
            }
        }
        catch (ManifestException exception)
        {
            errors.Add(exception.Message);
        }

        return new ExemptionManifests(errors.Count == 0 ? exemptions.DrainToImmutable() : [], errors.DrainToImmutable());
    }

    /// <summary>Reads one document as an exemption, whatever it says it is.</summary>
    public static ExemptionManifests Read(Manifest document)
    {
        var read = ExemptionReader.Read(document.Json);
        var errors = GuardManifest.Errors(document, read.Errors);
        return new ExemptionManifests(errors.IsEmpty ? [read.Exemption!] : [], errors);
    }

    /// <summary>Whether the document says that it is an exemption.</summary>
    public static bool IsOne(ManifestObject described) =>
        GuardObject.Find(ObjectKinds.GroupOf(described.ApiVersion), described.KindName) == GuardKind.EgressExemption;

    /// <summary>The exemption of a document that must be one.</summary>
    /// <exception cref="ManifestException">It is not valid; every error is told.</exception>
    public static EgressExemption Require(Manifest document)
    {
        var read = Read(document);
        return read.Errors.IsEmpty ? read.Exemptions[0] : throw new ManifestException(string.Join('\n', read.Errors));
    }
}
