using System.Globalization;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>Which of the three lists of a pod a container stands in.</summary>
internal enum ContainerList
{
    /// <summary><c>initContainers</c>, the native sidecars among them.</summary>
    Init,

    /// <summary><c>containers</c>.</summary>
    App,

    /// <summary><c>ephemeralContainers</c>, which arrive through a request of their own (istio-egress.md A10).</summary>
    Ephemeral,
}

/// <summary>A container and where it stands in its pod.</summary>
/// <param name="Container">The container.</param>
/// <param name="List">The list that holds it.</param>
/// <param name="Index">Its place in the list, from 0.</param>
internal readonly record struct ContainerView(Container Container, ContainerList List, int Index)
{
    /// <summary>The pointer to the container in the object under judgement.</summary>
    public string PointerIn(PodView pod)
    {
        var list = List switch
        {
            ContainerList.Init => "initContainers",
            ContainerList.App => "containers",
            _ => "ephemeralContainers",
        };
        return $"{pod.Root}/spec/{list}/{JsonPointer.Token(Index)}";
    }

    /// <summary>The container for people: <c>init container 'setup'</c>, or by its number when it has no name.</summary>
    public override string ToString()
    {
        var noun = List switch
        {
            ContainerList.Init => "init container",
            ContainerList.App => "container",
            _ => "ephemeral container",
        };
        return string.IsNullOrEmpty(Container.Name)
            ? string.Create(CultureInfo.InvariantCulture, $"{noun} {Index + 1} (without a name)")
            : $"{noun} {Quote.Text(Container.Name)}";
    }

    /// <summary>As <see cref="ToString"/>, to begin a sentence with.</summary>
    public string ToSentenceStart()
    {
        var text = ToString();
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
