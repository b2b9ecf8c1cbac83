using System.Text.Json;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Yaml;

/// <summary>A manifest as the object that it describes. Every door that reads files goes through here, so that all read the same.</summary>
/// <param name="Manifest">The text and where it stands.</param>
/// <param name="ApiVersion">What it says; "" when it says nothing.</param>
/// <param name="KindName">What it says.</param>
/// <param name="Subject">The object; null when its kind is none that EgressGuard reads, or when it cannot be read.</param>
/// <param name="Defect">Why it cannot be read, although its kind is known.</param>
public sealed record ManifestObject(Manifest Manifest, string ApiVersion, string KindName, Subject? Subject, ObjectDefect? Defect)
{
    /// <summary>The kind; null when it is none that EgressGuard reads.</summary>
    public ObjectKind? Kind => ObjectKinds.Find(ObjectKinds.GroupOf(ApiVersion), KindName);

    /// <summary>The object's <c>metadata.name</c> as far as it can be read, for reports on objects that cannot.</summary>
    public string Name => Subject?.Name ?? Identity.Name;

    /// <summary>The object's <c>metadata.namespace</c> as written; "" when it is absent.</summary>
    public string WrittenNamespace => Identity.Namespace;

    private (string ApiVersion, string Kind, string Name, string Namespace) Identity => Identify(Manifest);

    /// <summary>Reads the object.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="defaultNamespace">The namespace of namespaced objects that name none, as with kubectl.</param>
    /// <exception cref="ManifestException">It does not say what kind it is.</exception>
    public static ManifestObject Read(Manifest manifest, string defaultNamespace)
    {
        var (apiVersion, kindName, _, _) = Identify(manifest);
        if (kindName.Length == 0)
        {
            throw new ManifestException(
                manifest.Source, manifest.Line, 1, "the object has no kind, and kubectl would refuse it; write apiVersion and kind");
        }

        if (ObjectKinds.Find(ObjectKinds.GroupOf(apiVersion), kindName) is not { } kind)
        {
            return new ManifestObject(manifest, apiVersion, kindName, null, null);
        }

        var read = KubeObjectReader.Read(kind, manifest.Json.Span, out var defect);
        var subject = read is null
            ? null
            : ObjectKinds.IsNamespaced(kind) ? Subject.Of(read, defaultNamespace) : new Subject(read, "", Subject.NameOf(read.Metadata));
        return new ManifestObject(manifest, apiVersion, kindName, subject, defect);
    }

    /// <summary>Why there can be no <see cref="Subject"/>, with the place in the file.</summary>
    /// <exception cref="InvalidOperationException">There is no defect.</exception>
    public ManifestException Refusal()
    {
        var (pointer, problem) = Defect ?? throw new InvalidOperationException("The object can be read.");
        return Refusal(pointer, problem);
    }

    /// <summary>Why a door cannot take the object, with the place in the file.</summary>
    /// <param name="pointer">The place in the object.</param>
    /// <param name="problem">What is wrong there.</param>
    internal ManifestException Refusal(string pointer, string problem)
    {
        var place = Manifest.Positions.Find(pointer);
        var at = Defect is null || pointer.Length == 0 ? "" : " at " + pointer;
        return new ManifestException(Manifest.Source, place.Line, place.Column, $"{KindName}{at}: {problem}");
    }

    private static (string ApiVersion, string Kind, string Name, string Namespace) Identify(Manifest manifest)
    {
        var (apiVersion, kind, name, @namespace) = ("", "", "", "");
        var reader = new Utf8JsonReader(manifest.Json.Span, new JsonReaderOptions { MaxDepth = 10_000 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("apiVersion"u8))
            {
                apiVersion = Text(ref reader);
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                kind = Text(ref reader);
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                IdentifyMetadata(ref reader, ref name, ref @namespace);
            }
            else
            {
                reader.Skip();
            }
        }

        return (apiVersion, kind, name, @namespace);
    }

    private static void IdentifyMetadata(ref Utf8JsonReader reader, ref string name, ref string @namespace)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = Text(ref reader);
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                @namespace = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        reader.Skip();
        return "";
    }
}
