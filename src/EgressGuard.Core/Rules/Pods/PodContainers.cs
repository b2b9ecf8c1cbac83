using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// All containers of a pod in the order in which they start: init, application, ephemeral. A rule that forgot one list would leave
/// a way around it (istio-egress.md PS-5, PS-11). Enumerating allocates nothing.
/// </summary>
internal readonly struct PodContainers(PodSpec spec)
{
    public Enumerator GetEnumerator() => new(spec);

    /// <summary>Walks the three lists by index.</summary>
    internal struct Enumerator(PodSpec spec)
    {
        private ContainerList _list = ContainerList.Init;
        private int _index = -1;

        public readonly ContainerView Current => new(Containers[_index], _list, _index);

        private readonly IReadOnlyList<Container> Containers => _list switch
        {
            ContainerList.Init => spec.InitContainers,
            ContainerList.App => spec.Containers,
            _ => spec.EphemeralContainers,
        };

        public bool MoveNext()
        {
            while (++_index >= Containers.Count)
            {
                if (_list == ContainerList.Ephemeral)
                {
                    return false;
                }

                _list++;
                _index = -1;
            }

            return true;
        }
    }
}
